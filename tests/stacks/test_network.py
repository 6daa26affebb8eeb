"""The network: the world reaches the load balancer, that the hosts, those the database; and nothing else."""

from ipaddress import ip_network

from tests.stacks.synthesized import one, properties, resources, templates

PRODUCTION = "sweetorder-production"


def test_only_the_load_balancer_is_open_to_the_world() -> None:
    template = templates("sweetorder")[PRODUCTION]
    front = one(template, "AWS::ElasticLoadBalancingV2::LoadBalancer")["SecurityGroups"]
    openings = properties(template, "AWS::EC2::SecurityGroupIngress")
    to_world = [opening for opening in openings if "CidrIp" in opening]
    assert {opening["FromPort"] for opening in to_world} == {80, 443}
    assert all([opening["GroupId"]] == front for opening in to_world)
    assert {opening["FromPort"] for opening in openings if "CidrIp" not in opening} == {80, 5432}


def test_hosts_call_only_the_ports_of_the_spec() -> None:
    template = templates("ledgerly")["ledgerly-production"]
    outward = [way["FromPort"] for way in properties(template, "AWS::EC2::SecurityGroupEgress") if "CidrIp" in way]
    assert sorted(outward) == [80, 443, 587]
    for group in properties(template, "AWS::EC2::SecurityGroup"):
        (nothing,) = group["SecurityGroupEgress"]
        assert nothing["CidrIp"] == "255.255.255.255/32"


def test_the_database_stands_in_subnets_without_a_way_to_the_internet() -> None:
    template = templates("sweetorder")[PRODUCTION]
    isolated = {subnet["Ref"] for subnet in one(template, "AWS::RDS::DBSubnetGroup")["SubnetIds"]}
    routed = {
        link["SubnetId"]["Ref"]: link["RouteTableId"]["Ref"]
        for link in properties(template, "AWS::EC2::SubnetRouteTableAssociation")
    }
    outward = {route["RouteTableId"]["Ref"] for route in properties(template, "AWS::EC2::Route")}
    assert {routed[subnet] for subnet in isolated}.isdisjoint(outward)


def test_subnets_do_not_overlap_and_lie_in_different_zones() -> None:
    subnets = properties(templates("sweetorder")[PRODUCTION], "AWS::EC2::Subnet")
    ranges = [ip_network(subnet["CidrBlock"]) for subnet in subnets]
    assert not any(one.overlaps(other) for number, one in enumerate(ranges) for other in ranges[:number])
    assert len({str(subnet["AvailabilityZone"]) for subnet in subnets}) == 2


def test_s3_is_reached_without_the_internet_from_every_subnet() -> None:
    template = templates("sweetorder")[PRODUCTION]
    endpoint = one(template, "AWS::EC2::VPCEndpoint")
    assert endpoint["VpcEndpointType"] == "Gateway"
    assert {table["Ref"] for table in endpoint["RouteTableIds"]} == set(resources(template, "AWS::EC2::RouteTable"))


def test_everything_that_can_be_tagged_says_which_product_and_environment_it_is_of() -> None:
    template = templates("sweetorder")["sweetorder-staging"]
    tagged = [
        block["Properties"]["Tags"] for block in resources(template).values() if "Tags" in block.get("Properties", {})
    ]
    assert len(tagged) > 40
    for tags in tagged:
        found = tags if isinstance(tags, dict) else {tag["Key"]: tag["Value"] for tag in tags}
        assert (found["holdfast:product"], found["holdfast:environment"]) == ("sweetorder", "staging")
